@main struct Understudy { static func main() { print("understudy") } }
