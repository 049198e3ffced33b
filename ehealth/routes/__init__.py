"""What the server answers beside Streamlit's pages: charts as files and pictures, and briefing mode."""
