/// JSON set out over lines, to be read. Only the space between its parts changes: order, numbers and texts stay what was sent.
struct SpacedJSON {
    /// Two spaces for each level.
    let text: String

    init(_ json: String) {
        var writer = Writer()
        for scalar in json.unicodeScalars { writer.take(scalar) }
        text = String(writer.text)
    }

    private struct Writer {
        var text = String.UnicodeScalarView()
        private var depth = 0
        private var isInText = false
        private var isEscaped = false
        /// Whether an object or a list has begun, of which it is not yet known whether it is empty.
        private var hasBegun = false

        mutating func take(_ scalar: Unicode.Scalar) {
            if isInText { return takeInText(scalar) }
            if [" ", "\n", "\r", "\t"].contains(scalar) { return }
            let ends = scalar == "}" || scalar == "]"
            if ends { depth -= 1 }
            if ends != hasBegun { breakLine() }
            hasBegun = scalar == "{" || scalar == "["
            if hasBegun { depth += 1 }
            isInText = scalar == "\""
            text.append(scalar)
            if scalar == ":" { text.append(" ") }
            if scalar == "," { breakLine() }
        }

        private mutating func takeInText(_ scalar: Unicode.Scalar) {
            text.append(scalar)
            if scalar == "\"", !isEscaped { isInText = false }
            isEscaped = scalar == "\\" && !isEscaped
        }

        private mutating func breakLine() {
            text.append("\n")
            text.append(contentsOf: repeatElement(" ", count: 2 * max(0, depth)))
        }
    }
}
