-- A search by a part of the name reads the names in their order and stops at a page, and needs nothing else of the row.
CREATE INDEX registered_model_served_name ON registered_model (name) INCLUDE (id) WHERE NOT is_prompt;
