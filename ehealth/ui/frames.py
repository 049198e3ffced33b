"""Which of the frames that a browser may send to Streamlit our pages need."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

# Left out: clear_cache (of everybody), load_git_info (branch and files of the program's folder), set_run_on_save, and
# what serves Streamlit's own tests.
WANTED = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
OPERATIONS = {"deferred_file", "dataframe_chunk"}  # left out: install_skills, which writes files


def wanted(frame: bytes) -> bool:
    """Whether a frame is one that our pages send; what cannot be read is not."""
    try:
        message = BackMsg.FromString(frame)
    except DecodeError:
        return False
    if message.WhichOneof("type") == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return message.WhichOneof("type") in WANTED
