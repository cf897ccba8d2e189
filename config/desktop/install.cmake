# Installs what starts the agent, for the prefix that is being installed to. Nothing here is enabled by being installed:
# the unit waits for `tend agent enable` or `systemctl --user enable`, and the autostart entry, which would start the
# agent for everyone, comes only with -DTEND_AUTOSTART=ON.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_PREFIX OUTPUT_VARIABLE prefix)
set(program "${prefix}/bin/tend")
string(REPLACE "%" "%%" escaped "${program}")
set(TEND_EXEC "\"${escaped}\"")

set(TEND_PROGRAM "${escaped}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/tend-agent.service.in ${TEND_DESKTOP_DIR}/tend-agent.service @ONLY)
file(INSTALL ${TEND_DESKTOP_DIR}/tend-agent.service DESTINATION ${prefix}/lib/systemd/user)

if(TEND_AUTOSTART)
  # Sessions look below /etc/xdg, which is outside /usr; everywhere else the prefix has an etc of its own.
  set(etc "${prefix}/etc")
  if(prefix STREQUAL "/usr")
    set(etc /etc)
  endif()
  set(TEND_PROGRAM "${program}")
  configure_file(${CMAKE_CURRENT_LIST_DIR}/tend-agent.desktop.in ${TEND_DESKTOP_DIR}/tend-agent.desktop @ONLY)
  file(INSTALL ${TEND_DESKTOP_DIR}/tend-agent.desktop DESTINATION ${etc}/xdg/autostart)
endif()
