"""How an open page is told to go somewhere else: the message with which Streamlit's own st.login does it."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def away(address: str) -> ForwardMsg:
    """The message. It is Streamlit's internal: tests/test_signin_gate.py notices when it changes."""
    message = ForwardMsg()
    message.auth_redirect.url = address
    return message
