-- Notes to begin with.
INSERT INTO note (id, text) VALUES ('tuesday', 'Semicolons; and ''quotes''')
ON CONFLICT (id) DO NOTHING;
INSERT INTO note (id, text) VALUES ('wednesday', NULL)
ON CONFLICT (id) DO NOTHING;
