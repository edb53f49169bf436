/// One thing that happens on a connection while a request is answered.
enum Step: Sendable, Equatable {
    /// Bytes exactly as they go onto the wire, and how many tokens of the answer they carry.
    case send([UInt8], tokens: Int)
    case wait(Duration)
    /// The connection closes, with or without a reset.
    case close
    case reset
    /// Nothing more happens until the caller leaves.
    case hold
}

/// Everything that will happen in answer to one request. A plan that runs out of steps is a complete answer.
struct Plan: Sendable {
    var status: Int?
    var fault: Fault = .none
    var steps: [Step]
    /// After `steps`, again and again, counted from 0; nil: the plan ends.
    var endless: (@Sendable (Int) -> [Step])?
}

/// HTTP/1.1 by hand, so that every part of it can be wrong on purpose.
enum HTTPText {
    static func head(_ status: Int, _ headers: [(String, String)]) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(reason(status))\r\nserver: understudy-simulator\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    static func whole(_ status: Int, _ type: String, _ body: String, headers: [(String, String)] = []) -> [UInt8] {
        let body = Array(body.utf8)
        return head(status, headers + [("content-type", type), ("content-length", "\(body.count)")]) + body
    }

    static func chunk(_ bytes: some Collection<UInt8>) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    static let lastChunk = Array("0\r\n\r\n".utf8)

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        default: "Overloaded"
        }
    }
}
