import LanguageModel
import Testing

@Suite struct EmbeddingVocabularyTests {
    @Test func vectorsSurviveBase64() {
        let vector: [Float] = [0, -0.0, 1, -1.5, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
        #expect([Float](base64: vector.base64)?.map(\.bitPattern) == vector.map(\.bitPattern))
        #expect([Float]().base64 == "")
        #expect([Float](bytes: vector.bytes)?.map(\.bitPattern) == vector.map(\.bitPattern))
        #expect([Float](bytes: [0, 0, 128]) == nil)
    }

    @Test func base64IsLittleEndian() {
        #expect([Float(1)].base64 == "AACAPw==")
        #expect([Float](base64: "AACAPwAAAMA=") == [1, -2])
    }

    @Test(arguments: ["AACA", "no base64!", "AACAPwA="])
    func whatHoldsNoFloatsIsRefused(text: String) {
        #expect([Float](base64: text) == nil)
    }

    @Test func batchesKeepOrderAndParameters() {
        let request = EmbeddingRequest(inputs: (0..<5).map { .tokens([$0]) }, dimensions: 3, extra: ["user": "u"])
        let batches = request.batches(of: 2)
        #expect(batches.map(\.inputs.count) == [2, 2, 1])
        #expect(batches.flatMap(\.inputs) == request.inputs)
        #expect(batches.allSatisfy { $0.dimensions == 3 && $0.extra == ["user": "u"] })
        #expect(request.batches(of: 5) == [request])
    }

    @Test func tokensAreEstimatedWhereNobodyCounts() {
        let request = EmbeddingRequest(inputs: [.text("12345678"), .tokens([1, 2, 3])])
        #expect(request.estimatedUsage == Usage(input: 5, isEstimated: true))
    }
}
