"""What each word of the `shoppulse` command does. Heavy imports stand where they are used."""
