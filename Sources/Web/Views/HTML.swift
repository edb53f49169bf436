/// Markup that is safe to send: what a literal says is taken as it stands, what is interpolated is escaped.
///
///     let row: HTML = """
///         <li class="chat">\(title)</li>
///         """
///
/// Interpolated text may stand between tags and inside double-quoted attribute values, nowhere else.
package struct HTML: Sendable, Hashable {
    private(set) package var markup: String

    /// Takes `markup` as it is; only for what this module itself has rendered.
    package init(trusted markup: String) {
        self.markup = markup
    }

    package static let empty = HTML(trusted: "")

    /// `text` with the five characters that HTML gives a meaning to replaced.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self.init(trusted: value)
    }

    package init(stringInterpolation: Interpolation) {
        self.init(trusted: stringInterpolation.markup)
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity * 2)
        }

        package mutating func appendLiteral(_ literal: String) {
            markup += literal
        }

        /// Text, escaped.
        package mutating func appendInterpolation(_ text: String) {
            markup += HTML.escape(text)
        }

        package mutating func appendInterpolation(_ html: HTML) {
            markup += html.markup
        }

        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { markup += part.markup }
        }

        /// ` name` when `condition` holds: an attribute without a value.
        package mutating func appendInterpolation(flag name: StaticString, if condition: Bool) {
            if condition { markup += " \(name)" }
        }
    }
}
