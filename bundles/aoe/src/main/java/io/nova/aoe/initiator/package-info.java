/**
 * The initiator: a process of its own that serves AoE disks to the guests of this host, as NBD on
 * unix sockets. The format is that of the Network Block Device protocol,
 * https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md, with the fixed newstyle
 * negotiation and simple replies.
 */
@NullMarked
package io.nova.aoe.initiator;

import org.jspecify.annotations.NullMarked;
