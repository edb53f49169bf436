import Testing

@testable import Accounts

@Suite struct PasswordTests {
    @Test func aPasswordMatchesItsHashAndNoOther() throws {
        let hash = try PasswordHash("correct horse", salt: [1, 2, 3], cost: AccountFixture.quick)
        let stored = try #require(PasswordHash(stored: hash.stored))
        #expect(try stored.matches("correct horse"))
        #expect(try !stored.matches("correct horsf"))
        #expect(try !stored.matches(""))
    }

    @Test func theCostStandsInTheHash() throws {
        let hash = try PasswordHash("correct horse", salt: [1, 2, 3], cost: AccountFixture.quick).stored
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$AQID$"))
        let hasher = PasswordHasher(cost: .standard)
        #expect(hasher.isOutdated(hash))
    }

    /// RFC 7914, section 12, with the cost of its second vector.
    @Test func isTheScryptOfItsStandard() throws {
        let cost = PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 16)
        let hash = try PasswordHash("password", salt: Array("NaCl".utf8), cost: cost).stored
        #expect(hash == "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI")
    }

    @Test(arguments: ["é", "e\u{301}"]) func onePasswordIsTheSameFromEveryKeyboard(letter: String) throws {
        let hash = try PasswordHash("caf\u{E9}-1234", salt: [1], cost: AccountFixture.quick)
        #expect(try hash.matches("caf\(letter)-1234"))
    }

    @Test(arguments: [
        "", "x", "$scrypt$ln=4,r=8,p=1$AQID", "$scrypt$ln=40,r=8,p=1$AQID$AQID", "$scrypt$r=8,p=1$AQID$AQID",
        "$argon2$ln=4,r=8,p=1$AQID$AQID", "$scrypt$ln=4,r=8,p=1$AQID$!!", "$scrypt$ln=4,r=8,p=1$AQID$AQID",
    ])
    func whatIsNoHashMatchesNothing(stored: String) async throws {
        #expect(PasswordHash(stored: stored) == nil)
        #expect(try await !PasswordHasher(cost: AccountFixture.quick).verify("password", against: stored))
    }

    @Test func moreThanMayWaitAreSentAway() async throws {
        let hasher = PasswordHasher(
            cost: PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 1), lanes: 1, longestQueue: 2)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 { group.addTask { (try? await hasher.hash("some password")) != nil } }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.count == 40)
        #expect(try await hasher.hash("afterwards").hasPrefix("$scrypt$"))
    }

    @Test func aQueueOfNobodyTakesNobody() async {
        let hasher = PasswordHasher(cost: AccountFixture.quick, longestQueue: 0)
        await #expect(throws: AccountError.busy) { try await hasher.hash("some password") }
    }

    @Test(arguments: ["", "seven77", String(repeating: "x", count: 1025), String(repeating: "é", count: 1025), "ééé🎭🎭🎭🎭"])
    func tooShortOrTooLongIsSaid(password: String) {
        #expect(throws: AccountError.invalid(field: "password", reason: "must have 8 to 1024 characters")) {
            try PasswordRule.check(password)
        }
    }

    @Test func eightCharactersAndAThousandTwentyFourAreFine() throws {
        try PasswordRule.check("12345678")
        try PasswordRule.check(String(repeating: "x", count: 1024))
        try PasswordRule.check(String(repeating: "é", count: 1024))
        try PasswordRule.check(PasswordRule.random())
        #expect(PasswordRule.random() != PasswordRule.random())
    }
}
