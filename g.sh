cd /tmp/symbench; ./deepb
for i in 1 2 3 4 5 6; do echo "== $i"; /work/symbols/build/staprun -o out$i -c ./deepb mb$i.ko 2>&1; tail -22 out$i; done
