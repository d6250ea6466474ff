/**
 * Lua: adds what is newer than the article's revision in the hash (with a repair: or the same), and answers the ids of
 * what it added. KEYS: stream, hash. ARGV: most entries (0: no bound), 1 for a repair, number of field words, then for
 * each message article id, revision and the words.
 */
export const ADD_NEWER = `
local bound = tonumber(ARGV[1])
local repair = ARGV[2] == '1'
local words = tonumber(ARGV[3])
local added = {}
for at = 4, #ARGV, words + 2 do
  local article, revision = ARGV[at], tonumber(ARGV[at + 1])
  local held = tonumber(redis.call('HGET', KEYS[2], article) or '0')
  if revision > held or (repair and revision == held) then
    local entry = {KEYS[1]}
    if bound > 0 then entry = {KEYS[1], 'MAXLEN', '~', bound} end
    entry[#entry + 1] = '*'
    for word = at + 2, at + 1 + words do entry[#entry + 1] = ARGV[word] end
    redis.call('XADD', unpack(entry))
    redis.call('HSET', KEYS[2], article, revision)
    added[#added + 1] = article .. ':' .. ARGV[at + 1]
  end
end
return added
`;
