import CLibXML2
import Foundation

/// HTML as a reader of the page sees it: without scripts, styles and what is hidden.
struct HTMLParser {
    private(set) var title: String?
    private(set) var language: String?

    private var styles = HiddenStyles()
    /// What is said since the last block.
    private var buffer = ""
    /// Of the block that the text now belongs to.
    private var kinds: [(kind: Block.Kind, level: Int?)] = []
    private var preformatted = 0
    private var tables = 0
    /// Of the row that is read.
    private var cells: [String]?
    private var rowHasHeads = false
    private var rowsOfTable = 0

    /// - Parameters:
    ///   - text: the page, decoded.
    ///   - readsTitle: whether a title in it counts.
    mutating func parse(_ text: String, into output: inout BlockOutput) throws {
        var text = text
        xmlResetLastError()
        // Without the last no piece of text may have more than ten million bytes, and what has is said to need too much memory. It
        // also lets elements stand inside one another as deep as they like, which is looked at below.
        let options = Int32(
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
                | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue
                | (text.utf8.count > 10_000_000 ? XML_PARSE_HUGE.rawValue : 0))
        let document = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                htmlReadMemory($0.baseAddress, Int32(clamping: $0.count), nil, "UTF-8", options)
            }
        }
        defer { xmlFreeDoc(document) }
        // Behind these, nothing is read any more, and what was read is given as if it were all.
        try LibXMLFailure.throwLast()
        guard let document else { throw ParseFailure(.noText, "There is nothing in the page.") }
        guard let root = xmlDocGetRootElement(document) else { throw ParseFailure(.noText, "There is nothing in the page.") }
        language = Self.attribute("lang", of: root) ?? Self.attribute("xml:lang", of: root)

        var node: UnsafeMutablePointer<xmlNode> = root
        var depth = 0
        walk: while true {
            if try enter(node, &output), let child = node.pointee.children {
                node = child
                depth += 1
                guard depth <= 256 else { throw LibXMLFailure.tooDeep }
                continue
            }
            if node.pointee.children == nil { try leave(node, &output) }
            while node != root {
                if let next = node.pointee.next {
                    node = next
                    continue walk
                }
                guard let parent = node.pointee.parent else { break walk }
                node = parent
                depth -= 1
                try leave(node, &output)
            }
            break
        }
        try flush(&output)
    }

    // MARK: Elements

    private static let hidden: Set<String> = [
        "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "head", "select", "button",
        "nav",
    ]
    private static let blocks: Set<String> = [
        "p", "div", "section", "article", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table",
        "tr",
        "dl", "dt", "dd", "figure", "figcaption", "header", "footer", "main", "aside", "address", "form", "fieldset", "hr",
        "details", "summary", "body", "caption", "legend", "center",
    ]

    /// Whether to go on with what is inside.
    private mutating func enter(_ node: UnsafeMutablePointer<xmlNode>, _ output: inout BlockOutput) throws -> Bool {
        switch node.pointee.type {
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
            if let content = node.pointee.content { append(String(cString: content)) }
            return false
        case XML_COMMENT_NODE:
            if let content = node.pointee.content { output.hide(String(cString: content)) }
            return false
        case XML_ELEMENT_NODE: break
        default: return false
        }
        let name = Self.name(of: node)
        if name == "head" { readHead(node, &output) }
        if name == "style" { readStyle(node) }
        if Self.hidden.contains(name) { return false }
        if isHidden(node) {
            if let content = xmlNodeGetContent(node) {
                output.hide(String(cString: content))
                free(content)
            }
            return false
        }
        switch name {
        case "br": append(preformatted > 0 || cells == nil ? "\n" : " ", raw: true)
        case "table":
            try flush(&output)
            tables += 1
            if tables == 1 { rowsOfTable = 0 }
        case "tr" where tables == 1:
            try flush(&output)
            cells = []
            rowHasHeads = true
        case "td", "th":
            if tables == 1, cells != nil {
                buffer = ""
                if name == "td" { rowHasHeads = false }
            } else {
                append(" ")
            }
        default:
            if Self.blocks.contains(name) { try flush(&output) }
        }
        if let level = Self.level(name) {
            kinds.append((.heading, level))
        } else if name == "li" {
            kinds.append((.list, nil))
        } else if name == "pre" {
            preformatted += 1
            kinds.append((.code, nil))
        }
        return true
    }

    /// Called for every element that was entered, with nothing in it or after all that is.
    private mutating func leave(_ node: UnsafeMutablePointer<xmlNode>, _ output: inout BlockOutput) throws {
        guard node.pointee.type == XML_ELEMENT_NODE else { return }
        let name = Self.name(of: node)
        guard !Self.hidden.contains(name), !isHidden(node) else { return }
        switch name {
        case "td", "th":
            if tables == 1, cells != nil {
                cells?.append(buffer.collapsed)
                buffer = ""
            }
        case "tr" where tables == 1: try flushRow(&output)
        case "table":
            try flush(&output)
            tables -= 1
            if tables == 0 { cells = nil }
        default:
            if Self.blocks.contains(name) { try flush(&output) }
        }
        if Self.level(name) != nil || name == "li" || name == "pre" { _ = kinds.popLast() }
        if name == "pre" { preformatted -= 1 }
    }

    private mutating func append(_ text: String, raw: Bool = false) {
        if raw || preformatted > 0 { return buffer += text }
        // What is between blocks in the source is no text.
        if buffer.isEmpty, text.allSatisfy(\.isWhitespace) { return }
        if text.first?.isWhitespace == true, buffer.last?.isWhitespace == false { buffer += " " }
        buffer += text.collapsed
        if text.last?.isWhitespace == true, buffer.last?.isWhitespace == false { buffer += " " }
    }

    private mutating func flush(_ output: inout BlockOutput) throws {
        if cells != nil {
            if buffer.last?.isWhitespace == false { buffer += " " }
            return
        }
        let text = preformatted > 0 ? buffer.trimmed : buffer.trimmed.withoutBlanksAtLineEnds
        buffer = ""
        guard !text.isEmpty else { return }
        let kind = kinds.last ?? (.paragraph, nil)
        try output.put(kind.kind, text, after: kind.kind == .list ? "\n" : "\n\n", level: kind.level)
    }

    private mutating func flushRow(_ output: inout BlockOutput) throws {
        defer { cells = nil }
        guard let cells, cells.contains(where: { !$0.isEmpty }) else { return }
        buffer = ""
        if cells.count == 1 { return try output.put(.paragraph, cells[0]) }
        let row = cells.joined(separator: " | ")
        try output.put(rowHasHeads && rowsOfTable == 0 ? .header : .row, row, after: "\n")
        rowsOfTable += 1
    }

    private mutating func readHead(_ head: UnsafeMutablePointer<xmlNode>, _ output: inout BlockOutput) {
        var node = head.pointee.children
        while let child = node {
            if title == nil, child.pointee.type == XML_ELEMENT_NODE, Self.name(of: child) == "title",
                let content = xmlNodeGetContent(child)
            {
                let text = String(cString: content).collapsed
                free(content)
                title = text.isEmpty ? nil : text
            }
            if child.pointee.type == XML_ELEMENT_NODE {
                if Self.name(of: child) == "style" { readStyle(child) }
                if Self.name(of: child) == "link" { styles.linkFound() }
            } else if child.pointee.type == XML_COMMENT_NODE, let content = child.pointee.content {
                output.hide(String(cString: content))
            }
            node = child.pointee.next
        }
    }

    private mutating func readStyle(_ node: UnsafeMutablePointer<xmlNode>) {
        guard let content = xmlNodeGetContent(node) else { return }
        styles.read(String(cString: content))
        free(content)
    }

    private static func name(of node: UnsafeMutablePointer<xmlNode>) -> String {
        node.pointee.name.map { String(cString: $0).lowercased() } ?? ""
    }

    private static func level(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.first == "h", let level = name.last?.wholeNumberValue, (1...6).contains(level) else {
            return nil
        }
        return level
    }

    private func isHidden(_ node: UnsafeMutablePointer<xmlNode>) -> Bool {
        guard node.pointee.properties != nil else { return false }
        if xmlHasProp(node, "hidden") != nil || Self.attribute("aria-hidden", of: node) == "true" { return true }
        if styles.hides(classes: Self.attribute("class", of: node), identifier: Self.attribute("id", of: node)) { return true }
        if Self.name(of: node) == "font", Self.attribute("color", of: node).map({ HiddenStyles.isWhite("color:\($0)") }) == true {
            return styles.knowsColours && !standsOnColour(node)
        }
        guard let style = Self.attribute("style", of: node) else { return false }
        return HiddenStyles.hides(style) || (styles.knowsColours && HiddenStyles.isWhite(style) && !standsOnColour(node))
    }

    private func standsOnColour(_ node: UnsafeMutablePointer<xmlNode>) -> Bool {
        var place: UnsafeMutablePointer<xmlNode>? = node
        while let node = place, node.pointee.type == XML_ELEMENT_NODE {
            if xmlHasProp(node, "bgcolor") != nil || Self.attribute("style", of: node).map(HiddenStyles.hasBackground) == true {
                return true
            }
            place = node.pointee.parent
        }
        return false
    }

    private static func attribute(_ name: String, of node: UnsafeMutablePointer<xmlNode>) -> String? {
        guard let value = xmlGetProp(node, name) else { return nil }
        defer { free(value) }
        let text = String(cString: value).trimmed
        return text.isEmpty ? nil : text
    }
}

extension String {
    fileprivate var withoutBlanksAtLineEnds: String {
        split(separator: "\n", omittingEmptySubsequences: true).map(\.trimmed).joined(separator: "\n")
    }
}

/// What an HTML page says of its encoding; nil when it says nothing.
func declaredCharset(_ bytes: [UInt8]) -> String? {
    let start = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
    guard let found = start.firstMatch(of: /(?:charset|encoding)\s*=\s*["']?([a-z0-9_:\-]{2,40})/) else { return nil }
    return String(found.1)
}
