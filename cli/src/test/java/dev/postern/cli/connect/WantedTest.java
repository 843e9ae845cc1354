package dev.postern.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.cli.Trouble;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WantedTest {
  private static final Place READING = new Place("shop", "shop", "reading");
  private static final Place SERVICE = new Place("shop", "shop", "service");
  private static final Place LEDGER = new Place("books", "ledger", "reading");
  private static final List<Place> ALL = List.of(READING, SERVICE, LEDGER);

  @Test
  void takes_the_only_one() throws Trouble {
    assertThat(wanted("books", "").among(ALL)).isEqualTo(new Wanted.Found.One(LEDGER));
    assertThat(wanted("shop", "service").among(ALL)).isEqualTo(new Wanted.Found.One(SERVICE));
    assertThat(wanted("shop/shop", "reading").among(ALL)).isEqualTo(new Wanted.Found.One(READING));
  }

  @Test
  void leaves_a_choice_to_the_user() throws Trouble {
    assertThat(wanted("shop", "").among(ALL))
        .isEqualTo(new Wanted.Found.Several(List.of(READING, SERVICE)));
    assertThat(READING.command()).isEqualTo("postern connect shop/shop --account reading");
  }

  @Test
  void asks_for_a_database_that_is_not_listed() throws Trouble {
    assertThat(wanted("books/old", "").among(ALL))
        .isEqualTo(new Wanted.Found.One(new Place("books", "old", "reading")));
    assertThat(wanted("shop/a/b", "").among(ALL))
        .isEqualTo(
            new Wanted.Found.Several(
                List.of(new Place("shop", "a/b", "reading"), new Place("shop", "a/b", "service"))));
  }

  @Test
  void knows_nothing_that_is_not_there() {
    for (Wanted wanted :
        List.of(wanted("other", ""), wanted("shop", "root"), wanted("other/shop", ""))) {
      assertThatThrownBy(() -> wanted.among(ALL))
          .isInstanceOf(Trouble.class)
          .hasMessageContaining("postern connect");
    }
  }

  private static Wanted wanted(String words, String account) {
    return Wanted.of(words, Optional.of(account).filter(name -> !name.isEmpty()));
  }
}
