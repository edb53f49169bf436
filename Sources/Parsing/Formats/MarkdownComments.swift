/// Takes comments, `<!-- … -->`, out of Markdown: no reader of it sees them. In code they are what it is about, and stay.
enum MarkdownComments {
    static func removed(from text: String, into output: inout BlockOutput) -> String {
        guard text.contains("<!--") else { return text }
        var result = ""
        var fence: Substring?
        var isInComment = false
        for line in linesWithEnds(text) {
            let start = line.drop { $0 == " " }
            let ticks = start.prefix { $0 == "`" || $0 == "~" }
            if !isInComment, ticks.count >= 3 {
                if let open = fence {
                    if ticks.hasPrefix(open) { fence = nil }
                } else {
                    fence = ticks
                }
                result += line
                continue
            }
            if fence != nil {
                result += line
            } else {
                result += visible(of: line, isInComment: &isInComment, into: &output)
            }
        }
        return result
    }

    private static func visible(of line: Substring, isInComment: inout Bool, into output: inout BlockOutput) -> String {
        var result = ""
        var rest = line
        while true {
            if isInComment {
                guard let end = rest.firstRange(of: "-->") else {
                    output.hide(rest)
                    // What stood around it stays apart.
                    return result + (rest.last?.isNewline == true ? "\n" : "")
                }
                output.hide(rest[..<end.lowerBound])
                rest = rest[end.upperBound...]
                isInComment = false
            } else {
                guard let begin = rest.firstRange(of: "<!--"), !isCode(rest[..<begin.lowerBound]) else { return result + rest }
                result += rest[..<begin.lowerBound]
                rest = rest[begin.upperBound...]
                isInComment = true
            }
        }
    }

    /// Whether what follows is inside of backticks.
    private static func isCode(_ before: Substring) -> Bool { before.utf8.count { $0 == 0x60 } % 2 == 1 }
}
