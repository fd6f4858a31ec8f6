# A real Neo4j Community on loopback, as a library in a small program of ours: a service for tests alone (GPLv3).
# Sourced: `have_neo4j DIR` leaves HYDRA_TEST_NEO4J_URL, an empty server without authentication, or says why it can't and
# returns non-zero.

have_neo4j() {
  local dir=$1 version=5.26.30 wanted=(maven openjdk-17-jdk-headless) port pid
  mkdir -p "$dir/home" || return 1
  if ! command -v mvn >/dev/null || ! command -v javac >/dev/null; then
    if ! { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${wanted[@]}"; } \
      >"$dir/apt.log" 2>&1 || ! command -v mvn >/dev/null || ! command -v javac >/dev/null; then
      { tail -n 5 "$dir/apt.log"; echo "Neo4j: apt-get could not install ${wanted[*]}"; } >&2
      return 1
    fi
  fi
  port=$(python3 -c 'import socket; one = socket.socket(); one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])')
  neo4j_sources "$dir" "$version" "$port"
  timeout 300 mvn -B -ntp -q -f "$dir/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$dir/libs" >"$dir/maven.log" 2>&1
  if ! compgen -G "$dir/libs/neo4j-$version.jar" >/dev/null; then
    { tail -n 5 "$dir/maven.log"; echo "Neo4j: Maven could not bring org.neo4j:neo4j $version"; } >&2
    return 1
  fi
  java -Xmx512m -XX:TieredStopAtLevel=1 -cp "$dir/libs/*" "$dir/Neo4jForTests.java" "$dir/home" "$dir/neo4j.conf" \
    >"$dir/server.log" 2>&1 &
  pid=$!
  pids+=("$pid")
  for _ in $(seq 300); do
    grep -qx ready "$dir/server.log" && { export HYDRA_TEST_NEO4J_URL=bolt://127.0.0.1:$port; return 0; }
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  { tail -n 10 "$dir/server.log"; echo "Neo4j does not start"; } >&2
  return 1
}

# neo4j_sources DIR VERSION PORT
neo4j_sources() {
  cat >"$1/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>hydra</groupId>
  <artifactId>neo4j-for-tests</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId>
      <artifactId>neo4j</artifactId>
      <version>$2</version>
    </dependency>
  </dependencies>
</project>
XML
  cat >"$1/neo4j.conf" <<CONF
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:$3
server.bolt.advertised_address=127.0.0.1:$3
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
CONF
  cat >"$1/Neo4jForTests.java" <<'JAVA'
import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** HOME SETTINGS: serves until it is told to end. */
class Neo4jForTests {
    public static void main(String[] args) throws Exception {
        var server = new DatabaseManagementServiceBuilder(Path.of(args[0])).loadPropertiesFromFile(Path.of(args[1])).build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
JAVA
}
