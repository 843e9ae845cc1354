# Reads lines of "repetition mode clients way tps cpu_us"; writes the medians and, of ratios in the same repetition, theirs.
{ tps[$1, $2, $3, $4] = $5; cpu[$4] = cpu[$4] " " $6; repetitions = $1 > repetitions ? $1 : repetitions; modes[$2] = 1 }

function median(list,   values, n, i, j, swap) {
  n = split(list, values, " ")
  for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (values[j] + 0 < values[i] + 0) { swap = values[i]; values[i] = values[j]; values[j] = swap }
  return n == 0 ? "null" : values[int((n + 1) / 2)]
}

function ratio(way, peer, clients,   mode, r, list) {
  list = ""
  for (mode in modes) for (r = 1; r <= repetitions; r++) if (tps[r, mode, clients, peer] > 0) list = list " " sprintf("%.2f", tps[r, mode, clients, way] / tps[r, mode, clients, peer])
  return median(list)
}

END {
  printf "{\n  \"summary\": {\n"
  printf "    \"vs_pgbouncer_1\": %s,\n    \"vs_pgbouncer_8\": %s,\n    \"vs_pgbouncer_32\": %s,\n", ratio("guarded", "pgbouncer", 1), ratio("guarded", "pgbouncer", 8), ratio("guarded", "pgbouncer", 32)
  printf "    \"open_vs_haproxy_8\": %s,\n    \"open_vs_haproxy_32\": %s,\n", ratio("open", "haproxy", 8), ratio("open", "haproxy", 32)
  printf "    \"vs_direct_1\": %s,\n    \"vs_direct_8\": %s,\n    \"vs_direct_32\": %s,\n", ratio("guarded", "direct", 1), ratio("guarded", "direct", 8), ratio("guarded", "direct", 32)
  printf "    \"cpu_us_per_op\": %s,\n    \"cpu_us_per_op_pgbouncer\": %s,\n    \"idle_kib_per_session\": null\n  },\n  \"windows\": [\n", median(cpu["guarded"]), median(cpu["pgbouncer"])
  first = 1
  for (key in tps) {
    split(key, part, SUBSEP)
    printf "%s    {\"repetition\": %s, \"mode\": \"%s\", \"clients\": %s, \"way\": \"%s\", \"tps\": %s}", first ? "" : ",\n", part[1], part[2], part[3], part[4], tps[key]
    first = 0
  }
  printf "\n  ]\n}\n"
}
