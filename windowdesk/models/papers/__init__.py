"""What each paper says: one function a paper, its fields those the law and the hall's practice ask for."""
