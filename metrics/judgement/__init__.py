"""What turns numbers into a judgement: plain functions over computed numbers."""
