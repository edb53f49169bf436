import LanguageModel
import NIOCore
import Testing
import Usage

@testable import Providers

/// Recorded usage, through the readers that answers really take, to dollars.
@Suite struct RecordedUsageTests {
    private let openAI = OpenAIFormat(baseURL: "https://api.openai.com/v1", apiKey: nil)
    private let anthropic = AnthropicFormat(baseURL: "https://api.anthropic.com", apiKey: nil)
    private let gemini = GeminiFormat(baseURL: "https://generativelanguage.googleapis.com", apiKey: nil)
    private let ollama = OllamaFormat(baseURL: "http://localhost:11434")

    private func prices(_ said: [TokenClass: String]) throws -> TokenPrices {
        var prices = TokenPrices()
        for (tokens, text) in said { prices[tokens] = try TokenPrice(perMillion: text) }
        return prices
    }

    private func usage(_ events: [ModelEvent]) throws -> Usage {
        try #require(events.compactMap { if case .usage(let usage) = $0 { usage } else { nil } }.last)
    }

    private func whole(_ format: some WireFormat, _ body: String) throws -> Usage {
        try usage(format.decodeAnswer(ByteBuffer(string: body)))
    }

    /// The stream as it is, and cut into single bytes.
    private func streamed(_ format: some WireFormat, _ body: String) throws -> Usage {
        var decoder = format.makeStreamDecoder()
        let atOnce = try usage(decoder.decode(ByteBuffer(string: body)) + decoder.end())
        var slow = format.makeStreamDecoder()
        var events: [ModelEvent] = []
        for byte in body.utf8 { events += try slow.decode(ByteBuffer(bytes: [byte])) }
        #expect(try usage(events + slow.end()) == atOnce)
        return atOnce
    }

    @Test func openAIWithACachedPrompt() throws {
        let usage = try whole(openAI, RecordedUsage.openAICached)
        #expect(usage == Usage(input: 86, cachedInput: 1920, output: 300))
        let prices = try prices([.input: "0.15", .cachedInput: "0.075", .output: "0.60"])
        #expect(prices.cost(of: usage)?.description == "0.0003369")
    }

    @Test func openAIStreamedWithThinking() throws {
        let usage = try streamed(openAI, RecordedUsage.openAIReasoningStream)
        #expect(usage == Usage(input: 75, output: 162, reasoning: 1024))
        #expect(try prices([.input: "1.1", .output: "4.4", .reasoning: "4.4"]).cost(of: usage)?.description == "0.0053009")
        #expect(try prices([.input: "1.1", .output: "4.4"]).cost(of: usage) == nil)
    }

    @Test func openAIWithSoundBothWays() throws {
        let usage = try whole(openAI, RecordedUsage.openAIAudio)
        #expect(usage == Usage(input: 37, output: 48, audioInput: 301, audioOutput: 164))
        #expect(usage.prompt == 338 && usage.completion == 212)
        let prices = try prices([.input: "2.5", .output: "10", .audioInput: "40", .audioOutput: "80"])
        #expect(prices.cost(of: usage)?.description == "0.0257325")
    }

    @Test func anthropicThatFillsItsCache() throws {
        let usage = try whole(anthropic, RecordedUsage.anthropicCacheWrite)
        #expect(usage == Usage(input: 21, cacheWrite: 188_086, output: 393))
        let prices = try prices([.input: "3", .cachedInput: "0.30", .cacheWrite: "3.75", .output: "15"])
        #expect(prices.cost(of: usage)?.description == "0.7112805")
    }

    @Test func anthropicStreamedFromItsCache() throws {
        let usage = try streamed(anthropic, RecordedUsage.anthropicCacheReadStream)
        #expect(usage == Usage(input: 25, cachedInput: 10_000, output: 15))
        let prices = try prices([.input: "3", .cachedInput: "0.30", .cacheWrite: "3.75", .output: "15"])
        #expect(prices.cost(of: usage)?.description == "0.0033")
    }

    @Test func geminiWithThoughtsToolsAndCachedContent() throws {
        let usage = try whole(gemini, RecordedUsage.geminiThoughts)
        #expect(usage == Usage(input: 1168, cachedInput: 4096, output: 811, reasoning: 1217))
        let prices = try prices([.input: "0.30", .cachedInput: "0.075", .output: "2.50", .reasoning: "2.50"])
        #expect(prices.cost(of: usage)?.description == "0.0057276")
    }

    @Test func geminiStreamedThatHeardSomething() throws {
        let usage = try streamed(gemini, RecordedUsage.geminiAudioStream)
        #expect(usage == Usage(input: 20, cachedInput: 1000, output: 40, reasoning: 9, audioInput: 500))
        let prices = try prices([
            .input: "0.30", .cachedInput: "0.075", .output: "2.50", .reasoning: "2.50", .audioInput: "1.00",
        ])
        #expect(prices.cost(of: usage)?.description == "0.0007035")
    }

    @Test func geminiThatSpeaks() throws {
        let usage = try whole(gemini, RecordedUsage.geminiSpeech)
        #expect(usage == Usage(input: 12, output: 3, audioOutput: 247))
        #expect(try prices([.input: "0.50", .output: "2", .audioOutput: "10"]).cost(of: usage)?.description == "0.002482")
    }

    @Test func ollamaWholeAndStreamed() throws {
        let usage = try whole(ollama, RecordedUsage.ollama)
        #expect(usage == Usage(input: 26, output: 282))
        #expect(try streamed(ollama, RecordedUsage.ollamaStream) == Usage(input: 33, output: 298))
        #expect(TokenPrices.free.cost(of: usage)?.description == "0")
        #expect(TokenPrices().cost(of: usage) == nil)
        #expect(try prices([.input: "0.000001", .output: "0"]).cost(of: usage)?.description == "0.000000000026")
    }
}
