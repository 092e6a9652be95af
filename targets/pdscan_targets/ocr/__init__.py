"""Reading pictures: scans, photographs and pages of PDF, by Tesseract.

picture ──► grey, evenly lit, sized ──► upright and level ──► lines ──► text
──► the zone for machines, read once more
──► bars that cover something
──► words across the page
"""
