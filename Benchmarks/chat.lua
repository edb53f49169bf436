-- One chat completion, sent over and over: wrk … -s chat.lua URL -- KEY stream|whole
-- The last line of the output is the result as JSON; latencies are in microseconds.

function init(arguments)
    local streams = arguments[2] == "stream"
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Authorization"] = "Bearer " .. arguments[1]
    wrk.body = '{"model":"fixed","messages":[{"role":"system","content":"You are helpful."},'
        .. '{"role":"user","content":"Say sixteen words, please."}],"stream":' .. tostring(streams) .. "}"
end

function done(summary, latency, requests)
    local errors = summary.errors
    local lost = errors.connect + errors.read + errors.write + errors.timeout
    io.write(string.format(
        '\n{"requests":%d,"microseconds":%d,"refused":%d,"lost":%d,"p50":%d,"p99":%d}\n', summary.requests, summary.duration,
        errors.status, lost, latency:percentile(50), latency:percentile(99)))
end
