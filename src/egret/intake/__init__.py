"""警情: every report the police receive, registered and screened (受案立案改革意见; 程序规定)."""
