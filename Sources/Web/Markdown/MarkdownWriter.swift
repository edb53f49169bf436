import CCMarkGFM

/// Writes the HTML of one block, walking the tree by iterator so that deep nesting costs no stack.
///
/// Each block says `dir="auto"`, and so takes its direction from its own first letter; what stands inside a block does not,
/// because the browser would then leave it out when it looks for that letter. Table cells stand for themselves.
///
/// One writer writes all blocks of an answer, in their order, where notes count from its beginning.
struct MarkdownWriter {
    var html = ""
    /// What is written besides the answer's own words.
    let notes: MarkdownNotes?
    /// How many letters were written; and these themselves when they are kept.
    var letterCount = 0
    var letters: [Unicode.Scalar] = []
    let keepsLetters: Bool
    /// The sentence that is marked now or next, and how many markers were written.
    var sentence = 0
    var markers = 0
    /// For every open link or image: whether it opened an anchor that has to be closed.
    private(set) var anchors: [Bool] = []
    /// Whether the text of a link is left out, because a marker stands in its place.
    private(set) var isMuted = false
    private var column = 0
    private var tableHasBody = false

    init(notes: MarkdownNotes? = nil, keepsLetters: Bool = false) {
        self.notes = notes
        self.keepsLetters = keepsLetters
    }

    mutating func html(of block: OpaquePointer) -> String {
        guard let iterator = cmark_iter_new(block) else { return "" }
        defer { cmark_iter_free(iterator) }
        html = ""
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return html }
            guard let node = cmark_iter_get_node(iterator) else { continue }
            if event == CMARK_EVENT_ENTER { enter(node) } else { leave(node) }
        }
    }

    private mutating func enter(_ node: OpaquePointer) {
        switch Self.kind(node) {
        case "paragraph": if !Self.isTight(node) { html += "<p\(Self.direction(node))>" }
        case "heading": html += "<h\(Self.level(node))\(Self.direction(node))>"
        case "block_quote": html += "<blockquote\(Self.direction(node))>"
        case "list": openList(node)
        case "item": html += "<li>"
        case "tasklist":
            html += "<li class=\"task\">" + (cmark_gfm_extensions_get_tasklist_item_checked(node) ? "☑ " : "☐ ")
        case "thematic_break": html += "<hr>"
        case "code_block": writeCode(node)
        case "html_block":
            html += "<p class=\"raw\"\(Self.direction(node))>"
            write(aside: Self.literal(node))
            html += "</p>"
        case "table": openTable()
        case "table_header", "table_row": openRow(node)
        case "table_cell": openCell(node)
        case "text": write(Self.literal(node))
        case "html_inline": write(Self.literal(node), hasMarkers: false)
        case "code":
            html += "<code dir=\"auto\">"
            write(Self.literal(node), hasMarkers: false)
            html += "</code>"
        case "softbreak": html += "\n"
        case "linebreak": html += "<br>"
        case "emph": html += "<em>"
        case "strong": html += "<strong>"
        case "strikethrough": html += "<del>"
        case "link", "image": openAnchor(node)
        default: break
        }
    }

    private mutating func leave(_ node: OpaquePointer) {
        switch Self.kind(node) {
        case "paragraph": if !Self.isTight(node) { html += "</p>" }
        case "heading": html += "</h\(Self.level(node))>"
        case "block_quote": html += "</blockquote>"
        case "list": html += cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "</ol>" : "</ul>"
        case "item", "tasklist": html += "</li>"
        case "table": html += (tableHasBody ? "</tbody>" : "") + "</table></div>"
        case "table_header": html += "</tr></thead>"
        case "table_row": html += "</tr>"
        case "table_cell":
            html += Self.isHeader(node) ? "</th>" : "</td>"
            column += 1
        case "emph": html += "</em>"
        case "strong": html += "</strong>"
        case "strikethrough": html += "</del>"
        case "link", "image":
            if anchors.popLast() == true { html += "</a>" }
            isMuted = false
        default: break
        }
    }
}

// MARK: - Single elements

extension MarkdownWriter {
    private mutating func openList(_ node: OpaquePointer) {
        guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else {
            html += "<ul\(Self.direction(node))>"
            return
        }
        let start = cmark_node_get_list_start(node)
        html += "<ol\(Self.direction(node))\(start == 1 ? "" : " start=\"\(start)\"")>"
    }

    /// The script gives the button its word and shows it; without script it could do nothing.
    private mutating func writeCode(_ node: OpaquePointer) {
        let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
        let language = HTML.escape(String(info.split(whereSeparator: \.isWhitespace).first ?? ""))
        html += "<div class=\"code\"><div class=\"code-head\"><span class=\"code-language\">\(language)</span>"
        html += "<button type=\"button\" class=\"copy\" hidden></button></div>"
        html += "<pre tabindex=\"0\" dir=\"ltr\"><code>"
        write(aside: Self.literal(node))
        html += "</code></pre></div>"
    }

    private mutating func openTable() {
        tableHasBody = false
        html += "<div class=\"table\" tabindex=\"0\"><table>"
    }

    private mutating func openRow(_ node: OpaquePointer) {
        column = 0
        if Self.kind(node) == "table_header" {
            html += "<thead><tr>"
        } else {
            html += tableHasBody ? "<tr>" : "<tbody><tr>"
            tableHasBody = true
        }
    }

    private mutating func openCell(_ node: OpaquePointer) {
        html += Self.isHeader(node) ? "<th scope=\"col\"" : "<td"
        if let row = cmark_node_parent(node), let table = cmark_node_parent(row),
            column < Int(cmark_gfm_extensions_get_table_columns(table)),
            let alignments = cmark_gfm_extensions_get_table_alignments(table)
        {
            switch alignments[column] {
            case UInt8(ascii: "c"): html += " class=\"center\""
            case UInt8(ascii: "r"): html += " class=\"end\""
            default: break
            }
        }
        html += " dir=\"auto\">"
    }

    /// A link, or an image as a link to it: pictures of other hosts are not loaded. Where the address is not one that may
    /// be followed, or a link is open already, only the text is left. One that is made to look like a marker is a marker: what an
    /// answer cites is not for the answer to say.
    private mutating func openAnchor(_ node: OpaquePointer) {
        if let number = Self.number(of: node), let marker = notes?.marker(number, markers), !anchors.contains(true) {
            anchors.append(false)
            markers += 1
            html += marker.markup
            isMuted = true
            return
        }
        let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
        let opens = Self.mayBeFollowed(address) && !anchors.contains(true)
        anchors.append(opens)
        if opens {
            html += "<a href=\"\(HTML.escape(address))\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">"
        }
        if cmark_node_first_child(node) == nil { write(address, hasMarkers: false) }
    }
}

// MARK: - What a node is

extension MarkdownWriter {
    private static func kind(_ node: OpaquePointer) -> String {
        cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
    }

    private static func literal(_ node: OpaquePointer) -> String {
        cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    }

    /// The number that is all the text of a link, in brackets or without.
    private static func number(of link: OpaquePointer) -> Int? {
        guard let child = cmark_node_first_child(link), cmark_node_next(child) == nil, kind(child) == "text" else { return nil }
        let text = literal(child)
        return MarkdownNotes.marker(at: (text.hasPrefix("[") ? text : "[\(text)]")[...].unicodeScalars).flatMap { marker in
            marker.length == text.unicodeScalars.count + (text.hasPrefix("[") ? 0 : 2) ? marker.number : nil
        }
    }

    private static func direction(_ node: OpaquePointer) -> String {
        cmark_node_parent(node).map { kind($0) == "document" } ?? true ? " dir=\"auto\"" : ""
    }

    /// The page's own headings are the first two levels; an answer's begin below them.
    private static func level(_ heading: OpaquePointer) -> Int {
        min(6, max(2, Int(cmark_node_get_heading_level(heading))) + 1)
    }

    /// Whether a paragraph stands in a list item without blank lines and so without an element of its own.
    private static func isTight(_ paragraph: OpaquePointer) -> Bool {
        guard let item = cmark_node_parent(paragraph), let list = cmark_node_parent(item) else { return false }
        return kind(list) == "list" && cmark_node_get_list_tight(list) != 0
    }

    private static func isHeader(_ cell: OpaquePointer) -> Bool {
        cmark_node_parent(cell).map { kind($0) == "table_header" } ?? false
    }

    private static func mayBeFollowed(_ address: String) -> Bool {
        let start = address.prefix(8).lowercased()
        return (start.hasPrefix("http://") || start.hasPrefix("https://") || start.hasPrefix("mailto:"))
            && !LinkCaution.carriesWords(address)
    }
}
