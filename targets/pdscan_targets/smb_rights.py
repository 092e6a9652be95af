"""Could we write to an SMB share?  The server says so itself, when a directory is opened.

Opening for reading alone, we ask for the *maximal access* that this account has there (MS-SMB2 2.2.13.2.5).
"""

from __future__ import annotations

from typing import Any

WRITING = 0x0002 | 0x0004 | 0x0040 | 0x0100 | 0x00010000 | 0x00040000 | 0x00080000
"""Adding files and directories, deleting (the content), changing attributes, access rights and owner."""


def could_write(path: str, options: dict[str, Any]) -> bool:
    """Whether the account may change anything in a directory."""
    from smbclient._pool import get_smb_tree
    from smbprotocol.create_contexts import (
        CreateContextName,
        SMB2CreateContextRequest,
        SMB2CreateQueryMaximalAccessRequest,
        SMB2CreateQueryMaximalAccessResponse,
    )
    from smbprotocol.open import CreateDisposition, FilePipePrinterAccessMask, ImpersonationLevel, Open, ShareAccess

    question = SMB2CreateContextRequest()
    question["buffer_name"] = CreateContextName.SMB2_CREATE_QUERY_MAXIMAL_ACCESS_REQUEST
    question["buffer_data"] = SMB2CreateQueryMaximalAccessRequest()
    tree, name = get_smb_tree(path, **options)
    opened = Open(tree, name)
    answers = opened.create(
        ImpersonationLevel.Impersonation,
        FilePipePrinterAccessMask.FILE_READ_ATTRIBUTES,
        0,
        ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE,
        CreateDisposition.FILE_OPEN,
        0,
        create_contexts=[question],
    )
    opened.close()
    allowed = (
        each["maximal_access"].get_value()
        for each in answers or ()
        if isinstance(each, SMB2CreateQueryMaximalAccessResponse)
    )
    return any(rights & WRITING for rights in allowed)
