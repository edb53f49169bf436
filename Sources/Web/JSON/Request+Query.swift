import Foundation
import Hummingbird

/// What a query may say: each of these is nil when the parameter is not there, and refuses what is not of its kind.
extension Request {
    /// A parameter whose spaces may be written as `+`, as forms and most clients write them.
    /// - Throws: ``APIError`` 422 when it is there more than once.
    func queryText(_ name: String) throws -> String? {
        let given = (uri.query ?? "").split(separator: "&").compactMap { part -> Substring? in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair[0].removingPercentEncoding == name else { return nil }
            return pair.count == 2 ? pair[1] : ""
        }
        guard given.count < 2 else { throw APIError.invalid(name, "must not be given more than once") }
        return try given.first.map { text in
            guard let plain = text.replacing("+", with: " ").removingPercentEncoding else {
                throw APIError.invalid(name, "must be UTF-8, percent-encoded")
            }
            return plain
        }
    }

    /// - Throws: ``APIError`` 422 when it is neither `true` nor `false`.
    func queryFlag(_ name: String) throws -> Bool? {
        try queryText(name).map { text in
            guard let flag = Bool(text) else { throw APIError.invalid(name, "must be true or false") }
            return flag
        }
    }

    /// - Throws: ``APIError`` 422 when it is no whole number, or out of `range`.
    func queryNumber(_ name: String, in range: ClosedRange<Int> = Int.min...Int.max) throws -> Int? {
        try queryText(name).map { text in
            guard let number = Int(text), range.contains(number) else {
                let bounds = range == Int.min...Int.max ? "" : " from \(range.lowerBound) to \(range.upperBound)"
                throw APIError.invalid(name, "must be a whole number\(bounds)")
            }
            return number
        }
    }
}
