-- Records of a kind as they were when the export began. Answers the last of the ids looked at, if there may
-- be more, and the last of those that changed since, likewise; then id, version, entries and value of each.
--
-- ARGV[3] the export | [4] seconds | [5] kind | [6] the id to begin after | [7] how many to look at.

if call('GET', prefix .. 'e') ~= ARGV[3] then
    return {'GONE'}
end
call('EXPIRE', prefix .. 'e', ARGV[4])
local kind, limit = ARGV[5], tonumber(ARGV[7])
local from = ARGV[6] == '' and '-' or '(' .. ARGV[6]
local rows = {'OK', '', ''}
local seen = {}

local function look(key, place)
    local ids = call('ZRANGEBYLEX', key, from, '+', 'LIMIT', 0, limit)
    if #ids == limit then
        rows[place] = ids[limit]
    end
    for _, id in ipairs(ids) do
        if not seen[id] then
            seen[id] = true
            local before = call('HGET', prefix .. 'u:' .. kind, id)
            local version, entries, value
            if before then
                local length
                version, length = string.match(before, '^(%d+) (%d+):')
                if version then
                    local at = #version + #length + 3
                    entries = string.sub(before, at, at + tonumber(length) - 1)
                    value = string.sub(before, at + tonumber(length))
                end
            else
                local found = call('HMGET', rowKey(kind, id), 'v', 'x', 'd')
                version, entries, value = found[1], found[2], found[3]
            end
            if version then
                rows[#rows + 1] = id
                rows[#rows + 1] = version
                rows[#rows + 1] = entries
                rows[#rows + 1] = value
            end
        end
    end
end

look(prefix .. 'k:' .. kind, 2)
look(prefix .. 'uz:' .. kind, 3)
return rows
