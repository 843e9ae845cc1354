package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.http.Injected;
import dev.postern.gateway.target.CredentialSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** A target's credential as the header field it is sent in. */
final class LeasedField implements Injected {
  private final CredentialSpec spec;
  private final Lease lease;

  LeasedField(CredentialSpec spec, Lease lease) {
    this.spec = spec;
    this.lease = lease;
  }

  Lease lease() {
    return lease;
  }

  @Override
  public String name() {
    return spec.header();
  }

  @Override
  public boolean printValue(ByteBuf out, int behind) {
    spec.scheme()
        .ifPresent(scheme -> {
          ByteBufUtil.writeAscii(out, scheme);
          out.writeByte(' ');
        });
    return lease.use(secret -> out.ensureWritable(secret.length + behind).writeBytes(secret));
  }
}
