"""Who stands with whom? Votes in the General Assembly and posts abroad."""
