# Turns pip's talk into one counting line; errors and warnings about the install pass through.
/^Collecting /            { n++; report(n "/" total " " $2) }
/^Installing collected/   { report(""); printf "  unpacking …\n"; fflush() }
/^(ERROR|error:)/         { report(""); print; fflush() }
/THESE PACKAGES DO NOT MATCH/ { print; fflush() }
END                       { report("") }
function report(text) {
  if (tty == "") tty = (system("test -t 2") == 0) ? 1 : 0
  if (tty) printf "\r\033[K  %s", text > "/dev/stderr"
  else if (text != "" && n % 40 == 0) printf "  %s\n", text
  fflush()
}
