/// What is known of a regular expression before it is run.
enum SchemaPattern {
    /// Whether matching may take time without bound: a repeated group holds a repetition or alternatives, or a group is
    /// referred back to. Says so of some harmless ones too.
    static func mayRunAway(_ pattern: String) -> Bool {
        /// For each open group, whether something in it repeats or is one of several.
        var open: [Bool] = []
        var closed = false
        var closedRepeats = false
        var inClass = false
        var characters = pattern.makeIterator()
        while let character = characters.next() {
            let endsGroup = closed
            closed = false
            switch character {
            case "\\":
                guard let escaped = characters.next() else { return false }
                if !inClass, escaped.isASCII, escaped.isNumber || escaped == "k" { return true }
            case "[" where !inClass: inClass = true
            case "]" where inClass: inClass = false
            case _ where inClass: break
            case "(": open.append(false)
            case ")":
                closedRepeats = open.popLast() ?? false
                closed = true
                if closedRepeats, !open.isEmpty { open[open.count - 1] = true }
            case "|": if !open.isEmpty { open[open.count - 1] = true }
            case "*", "+", "{":
                if endsGroup, closedRepeats { return true }
                if !open.isEmpty { open[open.count - 1] = true }
            default: break
            }
        }
        return false
    }
}
