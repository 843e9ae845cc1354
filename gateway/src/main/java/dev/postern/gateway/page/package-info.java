/**
 * The reviewer page: its files, sign-in by a browser, and the browser's calls to REST. A browser
 * holds a random name and nothing else; what it stands for stays in memory here, and every call is
 * proven, decided and recorded by REST as if a program had made it.
 */
@NullMarked
package dev.postern.gateway.page;

import org.jspecify.annotations.NullMarked;
