# Makes a picture of folded stacks: stap folded.stp … >stacks; awk -f flamegraph.awk stacks >flame.svg
# A line is "outermost;…;innermost COUNT". Each function is a box, as wide as its samples, upon the one that called it.
{
	count = $NF
	sub(/ [0-9]+$/, "")
	total += count
	n = split($0, frames, ";")
	path = ""
	for (i = 1; i <= n; i++) {
		path = path (i > 1 ? ";" : "") frames[i]
		if (!(path in width))
			order[++boxes] = path
		width[path] += count
		depth[path] = i
		name[path] = frames[i]
		parent[path] = i > 1 ? substr(path, 1, length(path) - length(frames[i]) - 1) : ""
		if (i > deepest)
			deepest = i
	}
}

function text(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	return s
}

END {
	wide = 1200
	high = 17 * (deepest + 1)
	print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"11\">\n", wide, high
	for (i = 1; i <= boxes; i++) {
		path = order[i]
		if (!total || width[path] * wide / total < 0.2)
			continue
		x = start[parent[path]] + used[parent[path]]
		used[parent[path]] += width[path]
		start[path] = x
		pixels = width[path] * wide / total
		y = high - 17 * depth[path]
		hue = 20 + (length(name[path]) * 37 + depth[path] * 11) % 40
		printf "<g><title>%s: %d of %d samples</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"hsl(%d,90%%,65%%)\"/>", text(name[path]), width[path], total, x * wide / total, y, pixels, hue
		shown = int(pixels / 7)
		if (shown > 2)
			printf "<text x=\"%.1f\" y=\"%d\">%s</text>", x * wide / total + 2, y + 12, text(length(name[path]) > shown ? substr(name[path], 1, shown - 2) ".." : name[path])
		print "</g>"
	}
	print "</svg>"
}
