import Testing

@testable import App

@Suite struct InterpolationTests {
    private func expand(_ text: String, _ variables: [String: String] = [:]) -> Interpolation.Expansion {
        let interpolation = Interpolation(text)
        return interpolation.expand(interpolation.text, variables: SettingVariables(environment: variables, dotEnv: [:]))
    }

    @Test(arguments: [
        ("${A}", "1"), ("x${A}y${A}", "x1y1"), ("${B:-two}", "two"), ("${A:-two}", "1"), ("${B:-}", ""), ("$${A}", "${A}"),
        ("$A $ 5$", "$A $ 5$"), ("${not a name}", "${not a name}"), ("${A", "${A"), ("{}", "{}"),
    ]) func aReferenceBecomesItsValue(text: String, result: String) {
        #expect(expand(text, ["A": "1"]) == .text(result))
    }

    @Test func anUnsetVariableIsNamed() {
        #expect(expand("${B}") == .unset(name: "B", isWhole: true))
        #expect(expand("x${B}") == .unset(name: "B", isWhole: false))
    }

    @Test func aValueCannotChangeTheStructureOfTheFile() throws {
        let settings = try load("log: { file: \"/x/${A}\" }\ndata: ${A}\n", ["A": "a\"\nserver: { port: 1 } # ${A}"]).settings
        #expect(settings.server.port == 8000)
        #expect(settings.log.file == "/x/a\"\nserver: { port: 1 } # ${A}")
    }
}
