"""The browser's side: the only code that imports Streamlit or Plotly."""
