-- Which numbers transactions would get, were each committed after those before it. A guess, which the
-- commits check.
--
-- ARGV[3] how many transactions | then of each the number of steps, 5 arguments each. Answers the numbers of
-- each, or nothing where it would be refused.

local answers = {}
local at = 4
for i = 1, tonumber(ARGV[3]) do
    items = {}
    local count = tonumber(ARGV[at])
    local problem = checkAll(at + 1, count)
    answers[i] = problem and '' or takenSoFar()
    at = at + 1 + 5 * count
end
return answers
