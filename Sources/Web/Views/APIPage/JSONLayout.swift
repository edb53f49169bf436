import LanguageModel
import NIOCore

extension JSONValue {
    /// Set out over several lines the way `JSON.stringify(value, null, 2)` does it, members sorted by name.
    func laidOut(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            return "[\n" + elements.map { inner + $0.laidOut(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map { name, value in
                "\(inner)\(JSONValue.string(name).compact): \(value.laidOut(indent: inner))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return compact
        }
    }

    private var compact: String { (try? JSONText.encode(self)).map { String(buffer: $0) } ?? "" }
}
