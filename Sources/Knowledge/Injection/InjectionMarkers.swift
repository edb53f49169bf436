/// Marks with which prompts are built: what pretends to end a document, to be somebody else, or to be a call of a tool.
enum InjectionMarkers {
    private static let delimiters = [
        "<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "<|eot_id|>",
        "<|start_header_id|>",
        "[inst]", "[/inst]", "<<sys>>", "<</sys>>", "<start_of_turn>", "<end_of_turn>", "[system]", "[/system]", "<system>",
        "</system>",
        "<system_prompt>", "</system_prompt>", "<assistant>", "</documents>", "</document>", "</context>", "</source>",
        "</sources>",
        "</retrieved", "</untrusted", "</data>", "### system", "### instruction", "###system", "###instruction",
        "begin system prompt",
        "end of document", "end of context", "end of retrieved", "end of sources", "end of user input", "end of untrusted",
        "system override",
        "begin new instructions", "end of instructions", "system notice to", "[admin]", "ende des dokuments", "ende der quellen",
        "fin du document", "fin du contexte", "fin del documento", "fin del contexto", "文档结束", "系统提示结束", "نهاية المستند",
    ]
    private static let calls = [
        "<tool_call>", "<function_call", "<invoke name=", "<tool_use>", "<|tool", "\"function_call\"", "\"tool_calls\"",
        "\"tool_use\"",
        "<function=", "[tool_call", "<execute>", "```tool_code",
    ]
    private static let speakers = [
        "system", "assistant", "developer", "ai", "human", "user", "系统", "النظام", "système", "sistema",
    ]

    static func findings(in text: ByteText) -> [InjectionFinding] {
        // Where a text shows code, marks are what it is about.
        func weight(_ mark: String, _ weight: Double) -> Double {
            text.places(of: mark).map { text.isCode($0) ? weight * 0.5 : weight }.max() ?? 0
        }
        var findings: [InjectionFinding] = []
        let found = delimiters.map { weight($0, isToken($0) ? 0.6 : 0.4) }.filter { $0 > 0 }.sorted(by: >)
        if let strongest = found.first {
            // Several together are no accident.
            findings.append(
                InjectionFinding(reason: .fakesDelimiter, weight: min(0.75, strongest + (found.count > 1 ? 0.15 : 0))))
        }
        let call = calls.map { weight($0, 0.5) }.max() ?? 0
        if call > 0 {
            findings.append(InjectionFinding(reason: .callsTool, weight: call))
        } else if text.contains("\"arguments\""), text.contains("\"name\"") {
            findings.append(InjectionFinding(reason: .callsTool, weight: text.code.isEmpty ? 0.4 : 0.2))
        }
        if let speaker = speakerLines(of: text) { findings.append(speaker) }
        return findings
    }

    /// A mark that nothing but models knows.
    private static func isToken(_ mark: String) -> Bool {
        mark.hasPrefix("<|") || mark.contains("inst]") || mark.contains("sys>>")
    }

    /// Lines such as `System: from now on …`. People's names stand like that, too, and so do interviews.
    private static func speakerLines(of text: ByteText) -> InjectionFinding? {
        var said: Set<String> = []
        for line in text.bytes.split(separator: 0x0A) {
            let start = line.drop { " \t#*[>-_".utf8.contains($0) }.prefix(32)
            guard let colon = start.firstIndex(of: 0x3A) ?? start.firstIndex(of: 0xEF) else { continue }
            let name = String(decoding: start[..<colon].filter { !"\"*]_ ".utf8.contains($0) }, as: UTF8.self)
            if speakers.contains(name) { said.insert(name) }
        }
        guard !said.isEmpty else { return nil }
        let pretends = !said.isDisjoint(with: ["system", "developer", "系统", "النظام"])
        return InjectionFinding(reason: .fakesDelimiter, weight: pretends ? 0.3 : 0.2)
    }
}
