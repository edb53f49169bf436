/// PPTX: a slide is a page, its title a heading.
enum SlidesParser {
    /// - Returns: how many slides there are.
    static func parse(_ archive: ZIPArchive, limit: Int, into output: inout BlockOutput) throws -> Int {
        let slides = try order(in: archive)
        guard slides.count <= limit else {
            throw ParseFailure(.tooManyPages, "It has \(slides.count) slides, and \(limit) is the limit.")
        }
        for (number, slide) in slides.enumerated() {
            output.page = number + 1
            try read(try archive.unpack(slide), into: &output)
        }
        return slides.count
    }

    private static func order(in archive: ZIPArchive) throws -> [String] {
        let targets = try Relationships.targets(of: "ppt/presentation.xml", in: archive)
        let reader = try XMLReader(try archive.unpack("ppt/presentation.xml"), what: "the list of its slides")
        var slides: [String] = []
        while let event = try reader.next() {
            // It has an id of its own and one of the relationship, which comes second or has the prefix.
            guard event == .start("sldId") else { continue }
            if let target = reader.attributes("id").lazy.compactMap({ targets[$0] }).first { slides.append(target) }
        }
        return slides
    }

    private static func read(_ content: [UInt8], into output: inout BlockOutput) throws {
        let reader = try XMLReader(content, what: "a slide")
        var text = ""
        var isInText = false
        var isTitle = false
        var cells: [String]?
        var cell = ""
        var rows = 0
        while let event = try reader.next() {
            switch event {
            case .start("sp"): isTitle = false
            case .start("ph"): isTitle = ["title", "ctrTitle"].contains(reader.attribute("type") ?? "")
            case .start("t"): isInText = true
            case .end("t"): isInText = false
            case .text(let words): if isInText { text += words }
            case .start("br"): text += "\n"
            case .start("p"): text = ""
            case .end("p"):
                let words = text.trimmed
                text = ""
                if words.isEmpty { continue }
                if cells != nil {
                    cell += " " + words
                } else if isTitle {
                    try output.put(.heading, words, level: 1, title: words.collapsed)
                } else {
                    try output.put(.paragraph, words, after: "\n")
                }
            case .start("tbl"): rows = 0
            case .start("tr"): cells = []
            case .start("tc"): cell = ""
            case .end("tc"): cells?.append(cell.collapsed)
            case .end("tr"):
                if let row = cells, row.contains(where: { !$0.isEmpty }) {
                    try output.put(rows == 0 ? .header : .row, row.joined(separator: " | "), after: "\n")
                    rows += 1
                }
                cells = nil
            default: break
            }
        }
    }
}
