/// How long a test waits for what must come at last: many tests share two processors, and none of them measures time.
let patience: Duration = .seconds(60)
