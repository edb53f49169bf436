extension Asset {
    /// The chat for other sites' pages: its parts share one scope that no page can see, and stand in the order in which they use one
    /// another. It is one file wherever it goes, and none of the pages' own.
    package static let widget = Asset(
        "widget.js", "text/javascript; charset=utf-8",
        Array(
            [
                "(() => {\n\"use strict\";\nconst styles = `", packed(style: PackageResources.widget_css), "`;\n",
                packed(script: PackageResources.widget_words_js), packed(script: PackageResources.widget_markdown_js),
                packed(script: PackageResources.widget_stream_js), packed(script: PackageResources.widget_message_js),
                packed(script: PackageResources.widget_panel_js), packed(script: PackageResources.widget_js), "})();\n",
            ].joined().utf8))

    /// `script` without comments and indentation, which strangers' readers need not load: of whole lines only, so that what the
    /// script says stays as it is.
    private static func packed(script: [UInt8]) -> String {
        lines(of: script).filter { !$0.hasPrefix("//") }
            .map { line in line.last.map { ",;{(".contains($0) } == true ? String(line) : "\(line)\n" }.joined()
    }

    /// `style` without the space that means nothing.
    private static func packed(style: [UInt8]) -> String {
        lines(of: style).filter { !$0.hasPrefix("/*") }.joined()
            .replacing(": ", with: ":").replacing(" {", with: "{").replacing(";}", with: "}")
    }

    private static func lines(of file: [UInt8]) -> [Substring] {
        String(decoding: file, as: UTF8.self).split(separator: "\n").compactMap { line in
            let trimmed = line.drop { $0 == " " }
            return trimmed.isEmpty ? nil : trimmed
        }
    }
}
