"""Documents in requests and answers, and who may send and read them."""
