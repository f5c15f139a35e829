// What the page does while the line is bad.
