"""What the company knows: records, programs, papers, insights, and the pack they come from."""
