CREATE TABLE availability (
    weekday    smallint PRIMARY KEY, -- Sunday is 0.
    start_time time, -- Both are NULL on a day off.
    end_time   time
);
INSERT INTO availability (weekday, start_time, end_time) VALUES
    (0, '09:30', '17:00'),
    (1, '09:00', '17:00'),
    (2, '09:00', '18:00'),
    (3, '08:30', '18:00'),
    (4, '09:00', '17:00'),
    (5, '09:00', '17:00'),
    (6, '09:30', '16:30');
