"""What exists? Places, links, sea services and their dated status, and scenarios that edit them."""
