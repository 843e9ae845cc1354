import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The proxies that Postern is measured beside, with the settings that matter for both. */
final class Peers {
  private Peers() {}

  static boolean installed(String program) {
    for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** The first line of what a program says of its version. */
  static String version(String program) throws IOException {
    Process asked = new ProcessBuilder(found(program), "-v").redirectErrorStream(true).start();
    String told = new String(asked.getInputStream().readAllBytes());
    return told.lines().findFirst().orElse("unknown");
  }

  static Process nginx(Processes processes, int stub, int port) throws Exception {
    Path folder = Files.createTempDirectory("bench-nginx");
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(
        conf,
        """
        daemon off; worker_processes 2; pid %1$s/pid; error_log %1$s/error.log;
        events { worker_connections 4096; }
        http {
          access_log off; tcp_nodelay on; keepalive_requests 1000000000;
          client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
          uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          upstream stub { server 127.0.0.1:%2$d; keepalive 256; keepalive_requests 1000000000; }
          server { listen 127.0.0.1:%3$d;
            location / { proxy_pass http://stub; proxy_http_version 1.1;
              proxy_set_header Connection ""; proxy_buffering off; } }
        }
        """
            .formatted(folder, stub, port));
    Process nginx = processes.start("nginx", List.of(found("nginx"), "-c", conf.toString()));
    Processes.awaitPort(port);
    return nginx;
  }

  static Process haproxy(Processes processes, int stub, int port) throws Exception {
    Path conf = Files.createTempDirectory("bench-haproxy").resolve("haproxy.cfg");
    Files.writeString(
        conf,
        """
        global
          nbthread 2
          maxconn 4096
        defaults
          mode http
          timeout connect 10s
          timeout client 1h
          timeout server 1h
          option http-no-delay
          http-reuse always
        frontend here
          bind 127.0.0.1:%d
          default_backend stub
        backend stub
          server stub 127.0.0.1:%d
        """
            .formatted(port, stub));
    Process haproxy =
        processes.start("haproxy", List.of(found("haproxy"), "-db", "-f", conf.toString()));
    Processes.awaitPort(port);
    return haproxy;
  }

  private static String found(String program) {
    for (String folder : List.of("/usr/sbin", "/usr/local/sbin")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return folder + "/" + program;
      }
    }
    return program;
  }
}
