package dev.postern.testkit;

import java.util.function.Consumer;

/** Something that must hold after every step, or once everything has ended. */
record ModelTheorem(Consumer<GateModel> always, Consumer<GateModel> atTheEnd) {
  static ModelTheorem always(Consumer<GateModel> holds) {
    return new ModelTheorem(holds, model -> {});
  }
}
