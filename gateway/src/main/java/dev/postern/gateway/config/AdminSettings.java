package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.page.PageSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How operators reach the gateway itself.
 *
 * @param socket the Unix socket that only the server's own user can open; by default {@code
 *     postern.sock} in the data directory
 * @param audience the audience of tokens for REST; by default {@code <listen.url>/api}
 * @param page how reviewers sign in to the page; empty where there is none
 */
public record AdminSettings(Path socket, String audience, Optional<PageSettings> page) {
  /** The longest path of a Unix socket, in bytes ({@code sun_path} of unix(7), less the NUL). */
  static final int LONGEST_SOCKET = 107;

  /** The section as it stands, before its defaults are known. */
  record Written(Optional<Path> socket, Optional<String> audience, Optional<PageSettings> page) {
    static final Written NOTHING =
        new Written(Optional.empty(), Optional.empty(), Optional.empty());
    static final Form<Written> FORM = Forms.section(Written::read);

    private static Optional<Written> read(Section at) {
      Read<Optional<Path>> socket =
          at.key("socket", Units.path(), "The Unix socket of the server's own user.").optional();
      Read<Optional<String>> audience =
          at.key("audience", Scalars.text(), "The audience of tokens for REST.").optional();
      Read<Optional<PageSettings>> page =
          at.key("page", PageKeys.FORM, "How reviewers sign in to the page; none without it.")
              .optional();
      return at.make(() -> new Written(socket.get(), audience.get(), page.get()));
    }

    AdminSettings within(Path data, URI url) {
      return new AdminSettings(
          socket.orElse(data.resolve("postern.sock")), audience.orElse(url + "/api"), page);
    }
  }

  /** Whether the system lets a socket have this path; notes a problem when not. */
  boolean fits(Read<?> key) {
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET) {
      return true;
    }
    key.spot()
        .problem(
            "the path of the socket is too long: " + socket,
            "at most " + LONGEST_SOCKET + " bytes, as Unix sockets allow");
    return false;
  }

  /**
   * Whether browsers can use a page below an address: they send its cookies over TLS or to this
   * machine only. Notes a problem when not.
   */
  boolean pageFits(URI url, Read<?> key) {
    if (page.isEmpty()) {
      return true;
    }
    boolean bare = url.getRawPath().isEmpty();
    if (!bare) {
      key.spot()
          .problem(
              "the page needs the whole of its host, and listen.url has a path",
              "a listen.url without a path, or no admin.page");
    }
    return bare && Loopback.demanded(false, url, key);
  }
}
