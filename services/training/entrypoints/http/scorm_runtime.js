/* The SCORM 1.2 runtime API for a page of a package, which stands in the page itself.

   The page has an origin of its own that nothing else shares, so there is no parent in which it
   could look. `begin` is called with what the attempt holds; all calls answer at once, as the
   standard asks, and what was set is sent at LMSCommit, at LMSFinish and when the page is left. */
(function (given) {
  "use strict";

  var ERRORS = {
    0: "No error", 101: "General exception", 201: "Invalid argument error",
    202: "Element cannot have children", 203: "Element not an array - cannot have count",
    301: "Not initialized", 401: "Not implemented error",
    402: "Invalid set value, element is a keyword", 403: "Element is read only",
    404: "Element is write only", 405: "Incorrect data type"
  };
  var STATUSES = ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"];
  var CORE = "student_id,student_name,lesson_location,credit,lesson_status,entry,score," +
    "total_time,lesson_mode,exit,session_time";
  var READ_ONLY = {
    "cmi.core.student_id": given.student_id,
    "cmi.core.student_name": "",
    "cmi.core.credit": "credit",
    "cmi.core.entry": given.entry,
    "cmi.core.total_time": given.total_time,
    "cmi.core.lesson_mode": "normal",
    "cmi.launch_data": given.launch_data,
    "cmi.comments_from_lms": ""
  };
  var KEYWORDS = {
    "cmi.core._children": CORE,
    "cmi.core.score._children": "raw,min,max",
    "cmi._version": "3.4"
  };
  var WRITE_ONLY = { "cmi.core.exit": true, "cmi.core.session_time": true };
  var FORMS = {
    "cmi.core.lesson_status": function (v) { return STATUSES.indexOf(v) >= 0; },
    "cmi.core.lesson_location": function (v) { return v.length <= 255; },
    "cmi.suspend_data": function (v) { return v.length <= 4096; },
    "cmi.core.score.raw": isScore,
    "cmi.core.score.min": isScore,
    "cmi.core.score.max": isScore,
    "cmi.core.exit": function (v) { return ["", "time-out", "suspend", "logout"].indexOf(v) >= 0; },
    "cmi.core.session_time": function (v) {
      return /^[0-9]{2,4}:[0-5]?[0-9]:[0-5]?[0-9](\.[0-9]{1,2})?$/.test(v);
    }
  };
  var values = {
    "cmi.core.lesson_status": given.lesson_status,
    "cmi.core.lesson_location": given.lesson_location,
    "cmi.suspend_data": given.suspend_data,
    "cmi.core.score.raw": given.score_raw,
    "cmi.core.score.min": "",
    "cmi.core.score.max": "",
    "cmi.core.exit": "",
    "cmi.core.session_time": "00:00:00"
  };
  var state = "new";
  var error = 0;
  var changed = false;

  function isScore(value) {
    return value === "" || /^[0-9]{1,3}(\.[0-9]{1,4})?$/.test(value) && Number(value) <= 100;
  }

  function answer(code, value) {
    error = code;
    return value;
  }

  function body(isFinished) {
    var form = {
      lesson_status: values["cmi.core.lesson_status"],
      score_raw: values["cmi.core.score.raw"],
      lesson_location: values["cmi.core.lesson_location"],
      suspend_data: values["cmi.suspend_data"],
      session_time: values["cmi.core.session_time"],
      exit: values["cmi.core.exit"],
      is_finished: isFinished ? "true" : "false"
    };
    return Object.keys(form).map(function (name) {
      return name + "=" + encodeURIComponent(form[name]);
    }).join("&");
  }

  function send(isFinished) {
    if (!changed && !isFinished) { return true; }
    try {
      var request = new XMLHttpRequest();
      request.open("POST", given.commit_url, false);
      request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
      request.send(body(isFinished));
      changed = request.status >= 300;
      return !changed;
    } catch (refusal) {
      return false;
    }
  }

  function sendWhileLeaving() {
    if (state === "running" && changed && navigator.sendBeacon) {
      changed = false;
      navigator.sendBeacon(given.commit_url, new Blob([body(false)], {
        type: "application/x-www-form-urlencoded"
      }));
    }
  }

  window.API = {
    LMSInitialize: function (argument) {
      if (argument !== "") { return answer(201, "false"); }
      if (state !== "new") { return answer(101, "false"); }
      state = "running";
      return answer(0, "true");
    },
    LMSFinish: function (argument) {
      if (argument !== "") { return answer(201, "false"); }
      if (state !== "running") { return answer(301, "false"); }
      if (!send(true)) { return answer(101, "false"); }
      state = "finished";
      return answer(0, "true");
    },
    LMSGetValue: function (element) {
      if (state !== "running") { return answer(301, ""); }
      if (KEYWORDS.hasOwnProperty(element)) { return answer(0, KEYWORDS[element]); }
      if (READ_ONLY.hasOwnProperty(element)) { return answer(0, READ_ONLY[element]); }
      if (WRITE_ONLY.hasOwnProperty(element)) { return answer(404, ""); }
      if (values.hasOwnProperty(element)) { return answer(0, values[element]); }
      if (/\._children$/.test(element)) { return answer(202, ""); }
      if (/\._count$/.test(element)) { return answer(203, ""); }
      return answer(element.indexOf("cmi.") === 0 ? 401 : 201, "");
    },
    LMSSetValue: function (element, value) {
      var text = String(value);
      if (state !== "running") { return answer(301, "false"); }
      if (KEYWORDS.hasOwnProperty(element)) { return answer(402, "false"); }
      if (READ_ONLY.hasOwnProperty(element)) { return answer(403, "false"); }
      if (!values.hasOwnProperty(element)) {
        return answer(String(element).indexOf("cmi.") === 0 ? 401 : 201, "false");
      }
      if (!FORMS[element](text)) { return answer(405, "false"); }
      if (values[element] !== text) {
        values[element] = text;
        changed = true;
      }
      return answer(0, "true");
    },
    LMSCommit: function (argument) {
      if (argument !== "") { return answer(201, "false"); }
      if (state !== "running") { return answer(301, "false"); }
      return send(false) ? answer(0, "true") : answer(101, "false");
    },
    LMSGetLastError: function () { return String(error); },
    LMSGetErrorString: function (code) { return ERRORS[code] || ""; },
    LMSGetDiagnostic: function (code) { return ERRORS[code === "" ? error : code] || ""; }
  };
  window.addEventListener("pagehide", sendWhileLeaving);
})
